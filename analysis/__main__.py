"""Run the command line: `python -m analysis` is `hedgerow`."""

from analysis.cli import main

if __name__ == "__main__":
    main()
