"""``/snapshot/<sha256>``: may one have the document itself, as it was fetched?

For download only: what a portal sent may be a page with scripts, and must never be shown as one of ours.
"""

from __future__ import annotations

import asyncio
import threading

from datasette.utils.asgi import Response

from dataset.site.queries import report as queries
from dataset.site.sources import NotHeld, sources_of
from dataset.site.visit import Visit
from dataset.takedowns import TAKEN_DOWN

ENDINGS = {name: name for name in ("pdf", "docx", "doc", "xlsx", "xls", "rtf", "odt", "ods", "ofd", "zip")}
ENDINGS |= {"html": "html.txt", "mht": "mht.txt", "json": "json.txt", "text": "txt"}
"""Media -> how the file is called. A page is called a text, so that opening it does not run it."""
GONE, BUSY = 410, 503
PIECE = 256 * 1024
AT_ONCE = 4
"""Documents that are sent at a time; a scan has 30 MB."""
_turns = threading.BoundedSemaphore(AT_ONCE)


async def snapshot(visit: Visit) -> Response | None:
    """The bytes of a document that the release names."""
    sha256 = visit.part("sha256")
    document = await visit.ask("ogi", lambda connection: queries.document(connection, sha256))
    if document is None:
        return visit.missing()
    if document["verdict"] == TAKEN_DOWN:
        return visit.page("ogi_snapshot.html", status=GONE, document=document)
    sources = sources_of(visit.site)
    if sources is None or not sources.has(sha256):
        return visit.page("ogi_snapshot.html", status=404, document=document)
    if not _turns.acquire(blocking=False):
        return Response("", status=BUSY, headers={"retry-after": "5", "cache-control": "no-store"})
    try:
        data = await asyncio.to_thread(sources.data, sha256)
        await _send(visit, data, f"{sha256[:16]}.{ENDINGS.get(document['media'], 'bin')}")
    except NotHeld:
        return visit.page("ogi_snapshot.html", status=404, document=document)
    finally:
        _turns.release()
    return None


async def _send(visit: Visit, data: bytes, name: str) -> None:
    headers = {
        "content-type": "application/octet-stream",
        "content-length": str(len(data)),
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "public, max-age=3600",
        "etag": f'"{visit.part("sha256")}"',
        "content-security-policy": "sandbox; default-src 'none'",
        "x-robots-tag": "noindex, noarchive",
    }
    raw = [(key.encode(), value.encode()) for key, value in headers.items()]
    await visit.send({"type": "http.response.start", "status": 200, "headers": raw})
    if visit.request.method != "HEAD":
        for start in range(0, len(data), PIECE):
            piece = {"type": "http.response.body", "body": data[start : start + PIECE], "more_body": True}
            await visit.send(piece)
    await visit.send({"type": "http.response.body", "body": b""})


async def nothing(visit: Visit) -> Response:
    """What is no SHA-256 names no document."""
    return visit.missing()


ROUTES = {"/snapshot/(?P<sha256>[0-9a-f]{64})": snapshot, "/snapshot/.*": nothing}
