"""A small agent: it reads the files of its working directory and writes a report about them.

On the way it tries what an agent should not be able to do, and says what came of it.
"""

import os
import pathlib
import socket
import sys

OUTPUT = pathlib.Path("/tmp/agent_output/report.md")


def count_lines(root: pathlib.Path) -> dict[str, int]:
    lines: dict[str, int] = {}
    for directory, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith(".") and name != "target"]
        for name in files:
            path = pathlib.Path(directory, name)
            if path.suffix in {".java", ".c", ".h", ".md", ".py", ".yaml", ".sh"}:
                with open(path, errors="replace") as file:
                    lines[path.suffix] = lines.get(path.suffix, 0) + sum(1 for _ in file)
    return lines


def attempt(what: str, action) -> str:
    try:
        action()
    except OSError as error:
        return f"- {what}: refused ({error.strerror})"
    return f"- {what}: POSSIBLE"


def main() -> int:
    lines = count_lines(pathlib.Path.cwd())
    tried = [
        attempt("read ~/.ssh of the caller", lambda: os.listdir(os.path.expanduser("~/.ssh"))),
        attempt("read /etc/shadow", lambda: open("/etc/shadow").read()),
        attempt("write into the working directory", lambda: open("stolen", "w").close()),
        attempt("connect to the network", lambda: socket.create_connection(("192.0.2.1", 80), 2)),
        attempt("start another process", os.fork),
    ]
    report = ["# Report", "", *(f"- {k}: {v} lines" for k, v in sorted(lines.items())), "", *tried]
    OUTPUT.write_text("\n".join(report) + "\n")
    print("\n".join(tried))
    print(f"report written to {OUTPUT}")
    return 0 if not any("POSSIBLE" in line for line in tried) else 1


if __name__ == "__main__":
    sys.exit(main())
