"""The mini corridor in other tools and forms, one a file, on the draws of the product."""
