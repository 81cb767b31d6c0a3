"""HTML pages that several packages fill with values; a leaf that knows none of them."""
