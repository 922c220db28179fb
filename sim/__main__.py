"""`python -m sim` is `corridor`."""

from sim.cli import main

if __name__ == "__main__":
    main()
