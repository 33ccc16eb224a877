"""What does the process do that crawls? It takes one job on its standard input and answers in lines of JSON.

A process of its own, because Scrapy's reactor can be started once only, and because whatever happens here, the program
that asked for the crawl goes on. The input stays open as long as that program lives: when it closes, the crawl ends in
good order and can be resumed.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.archive import Archive
from crawler.errors import ArchiveError, CrawlerError
from crawler.guard import resolver_for
from crawler.outcome import before
from crawler.records import Capture, Options, RunManifest, RunState, SiteResult
from crawler.registry import Site
from crawler.runlog import RunLog, now
from crawler.settings import CONTACT_VARIABLE, contact, scrapy_settings
from crawler.spiders.reports import Plan, ReportsSpider
from crawler.urls import is_loopback


def main() -> int:
    """Do the job on the standard input. Exit status 0 when the run came to its end, 1 when not."""
    job = json.loads(sys.stdin.readline())
    archive = Archive(Path(job["archive"]))
    sites = tuple(Site.from_entry(entry) for entry in job["sites"])
    options = Options.from_dict(job)
    try:
        with _log(archive, sites, options, resume=job["resume"]) as log:
            return _run(archive, sites, options, log)
    except CrawlerError as error:
        _say(error=[error.zh, error.en])
    except OSError as error:
        _say(error=_cannot_write(archive, error))
    return 1


def _run(archive: Archive, sites: tuple[Site, ...], options: Options, log: RunLog) -> int:
    manifest = archive.run(log.run_id)
    _say(run=log.run_id, pid=os.getpid())
    if contact() is None and not all(is_loopback(pattern.host) for site in sites for pattern in site.patterns):
        _say(
            note=[
                f"没有写明联系方式：请把邮箱或网址写入环境变量 {CONTACT_VARIABLE}，被访问的机关才找得到您",
                f"no contact is given: put a mail or web address into ${CONTACT_VARIABLE}, where offices can reach you",
            ]
        )
    runs = list(_earlier_runs(archive, log.run_id))
    plan = Plan(
        sites=sites,
        options=options,
        archive=archive,
        log=log,
        known=archive.known([site.id for site in sites]),
        before={site.id: before(runs, site, options) for site in sites},
        found_on=_found_on(runs),
        on_capture=_tell_capture,
        on_result=_tell_result,
    )
    spider = _crawl(plan)
    state = RunState.FINISHED if len(spider.results) == len(sites) else RunState.INTERRUPTED
    archive.write_manifest(
        RunManifest(manifest.run_id, state, manifest.started_at, now(), options, sites, spider.results)
    )
    if isinstance(spider.failure, (ArchiveError, OSError)):
        raise spider.failure
    return 0 if state is RunState.FINISHED else 1


def _crawl(plan: Plan) -> ReportsSpider:
    log_file = plan.archive.root / "logs" / f"{plan.log.run_id}.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    process = AsyncCrawlerProcess(scrapy_settings(plan.sites, log_file, resolver_for(plan.sites)))
    crawler = process.create_crawler(ReportsSpider)
    task = process.crawl(crawler, plan=plan)
    _stop_with_parent(process, crawler)
    process.start()
    spider = crawler.spider
    if not isinstance(spider, ReportsSpider):
        task.result()  # raises what kept the spider from starting
        raise RuntimeError("the spider did not start")
    return spider


def _stop_with_parent(process: AsyncCrawlerProcess, crawler: Crawler) -> None:
    """End the crawl in good order when the standard input is closed: whoever asked for it is gone, or wants it so."""
    loop = asyncio.get_event_loop()

    async def stop() -> None:
        while crawler.engine is None or not crawler.engine.running:
            await asyncio.sleep(0.05)  # one that is stopped before it runs would never end (Scrapy 2.19)
        await process.stop()

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        loop.call_soon_threadsafe(lambda: asyncio.ensure_future(stop()))

    threading.Thread(target=wait, daemon=True).start()


def _log(archive: Archive, sites: tuple[Site, ...], options: Options, *, resume: bool) -> RunLog:
    """The log of a new run, or of the last unfinished one that was asked for exactly this."""
    if resume:
        for run in _earlier_runs(archive, ""):
            if run.state is RunState.INTERRUPTED and run.options == options and set(run.sites) == set(sites):
                return archive.resume(run.run_id)
        _say(note=["没有可续的运行，开始新的一次", "nothing to resume, a new run begins"])
    return archive.begin(sites, options)


def _earlier_runs(archive: Archive, but: str) -> Iterator[RunManifest]:
    """All runs but one, newest first."""
    return (archive.run(run_id) for run_id in reversed(archive.run_ids()) if run_id != but)


def _found_on(runs: list[RunManifest]) -> dict[str, tuple[str, ...]]:
    """Where the columns of each site were found last. ``runs`` are newest first."""
    found: dict[str, tuple[str, ...]] = {}
    for run in runs:
        for site_id, result in run.results.items():
            if result.found_on:
                found.setdefault(site_id, result.found_on)
    return found


def _tell_capture(capture: Capture) -> None:
    words = (capture.site_id, capture.verdict, capture.detail, capture.url, capture.link_text)
    _say(line=" · ".join(word for word in words if word))


def _tell_result(result: SiteResult) -> None:
    _say(result=result.as_dict())


def _say(**what: Any) -> None:
    try:
        print(json.dumps(what, ensure_ascii=False), flush=True)
    except BrokenPipeError:  # nobody listens any more: the closed input will end the crawl
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _cannot_write(archive: Archive, error: OSError) -> list[str]:
    return [
        f"无法写入存档 {archive.root}（{error.strerror}）；已写入的都保留，处理后用 --resume 续采",
        f"the archive {archive.root} cannot be written ({error.strerror}); what was written is kept, "
        "put it right and go on with --resume",
    ]


if __name__ == "__main__":
    sys.exit(main())
