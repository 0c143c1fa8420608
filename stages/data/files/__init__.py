"""The data set `files`: a user's CSV or Parquet, described by one yaml.

    label: income               # column of the classes
    positive: ">50K"            # its value, or a list of values, that is the positive class
    domain: state               # column of the domains
    source: CA                  # the domain that trains; -S data.source=AL overrides it
    targets: [PR, AL]           # left out: every other domain
    columns:                    # the features, in order; columns not named here are left out
      age: number
      job: category             # values are names
      school: ordered           # numbers by size, then words by the alphabet
      health: {ordered: [bad, fair, good]}
      person: carry             # no feature: kept in artifacts/side
    row: id                     # optional: whole numbers that identify rows; else their position
    origin: made_by             # optional: the provenance tag
    missing: ["?", NA]          # optional: what stands for an empty cell in features and labels
    csv: {separator: ";", decimal: ",", encoding: cp1252}   # optional: "," "." utf-8
    wording: {columns: {age: age in years}}                 # optional: stages/text/wording.py

All is text here: NO, 01, true and 1e5 are what they look like; only an unquoted null is none.
In the table too, except that blanks around a cell do not count and that a run of blanks, line ends
and control characters within is one space. Empty cells are missing; in number columns NA, N/A, NaN,
null and None too, unless `missing` lists others. Domains are never missing: one may be called NA.
"""
