"""Runs the command line: `python -m kg`."""

from kg.cli import run

__all__: list[str] = []

if __name__ == "__main__":
    run()
