"""`python -m service.cli`, as the supervisor starts its processes."""

from __future__ import annotations

from service.cli.app import main

if __name__ == "__main__":
    main()
