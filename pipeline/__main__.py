"""`python -m pipeline` is `mine`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
