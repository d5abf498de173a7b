import pathlib
import sys

target = pathlib.Path(sys.argv[sys.argv.index("--output-dir") + 1])
(target / "report.txt").write_text("written by the agent\n")
try:
    pathlib.Path("elsewhere.txt").write_text("not allowed\n")
except OSError as error:
    print("elsewhere:", error.strerror)
