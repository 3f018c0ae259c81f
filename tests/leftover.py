"""What a run has left behind: processes with a mark in their environment."""
import glob


def processes(mark):
    """Their numbers; mark: "NAME=value"."""
    found = []
    for path in glob.glob("/proc/[0-9]*/environ"):
        try:
            with open(path, "rb") as f:
                if mark.encode() in f.read().split(b"\0"):
                    found.append(int(path.split("/")[2]))
        except OSError:
            pass
    return found
