"""Python runs this before anything else where this folder is on its path."""

from tests.breaks.surroundings import break_this_process

break_this_process()
