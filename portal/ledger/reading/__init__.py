"""The books as everyone reads them: by fund and month, found by words, in figures, on paper."""
