"""``python -m scenarios.cli``: the same as ``jauge``, where the command is not installed."""

from scenarios.cli import main

if __name__ == "__main__":
    main()
