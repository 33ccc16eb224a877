"""Who had to publish when, who is late, and who was not found?

``law`` knows the dates, ``kinds`` whose type is certain enough for one, ``evidence`` when a report was published and
how that is known, ``existence`` who had to report, ``searches`` who looked for it, ``standing`` what is said of each
agency and year; ``timeliness`` puts it into the tables, ``answers`` asks them. What was not found is never called not
published: the archive only knows what was looked for, when, and what the portal answered.
"""
