"""flatline: does a text encoder flatten your table?

One module per pipeline stage; the nouns live in the subpackages.
"""
