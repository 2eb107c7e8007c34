"""Executes the kit's notebooks and stores their outputs in out/.

Every cell is executed, also after one that failed: its error is stored as its output, as in Jupyter.
What each cell printed, the tables and the list of saved files are in the log, DIR/notebooks.log.
Exit code: 0 all cells ran, 1 a cell failed, 2 wrong usage, 130 interrupted.
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

HOME = Path(os.environ["ANPVS_HOME"])
TIMES = HOME / "target" / "notebook-times.json"
# A smoke cell that takes longer than this hangs; real training may take days.
SMOKE_CELL_SECONDS = 900


def duration(seconds):
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02d} min"


class Times:
    """How long each cell took the last time, for the time left; lost with target/, which does no harm.

    A notebook that was never executed here takes as long a cell as those of this run so far."""

    def __init__(self, profile, notebooks):
        self.profile = profile
        self.cells = {path.stem: len(code_cells(nbformat.read(path, as_version=4))) for path in notebooks}
        self.run = []
        try:
            self.all = json.loads(TIMES.read_text())
        except (OSError, ValueError):
            self.all = {}

    def _seconds(self, name):
        known = self.all.get(self.profile, {}).get(name)
        if known is None and self.run:
            return self.cells[name] * [sum(self.run) / len(self.run)]
        return known

    def left(self, name, cells_done):
        """Seconds for the rest of the notebook `name` and those after it, or None where not known."""
        names = list(self.cells)
        rest = [self._seconds(n) for n in names[names.index(name):]]
        if None in rest:
            return None
        return sum(rest[0][cells_done:]) + sum(sum(one) for one in rest[1:])

    def took(self, seconds):
        self.run.append(seconds)

    def store(self, name, seconds):
        self.all.setdefault(self.profile, {})[name] = [round(s, 1) for s in seconds]
        try:
            TIMES.parent.mkdir(exist_ok=True)
            temporary = TIMES.with_suffix(".new")
            temporary.write_text(json.dumps(self.all))
            temporary.replace(TIMES)
        except OSError:
            pass  # a kit that belongs to somebody else


class Log:
    """Where everything is told that would flood a terminal."""

    def __init__(self, folder):
        self.path = folder / "notebooks.log"
        folder.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("w", encoding="utf-8")

    def say(self, line):
        print(line, file=self.file, flush=True)


class Status:
    """Says what runs: one line that is rewritten on a terminal, else a line every two minutes."""

    def __init__(self):
        self.terminal = sys.stdout.isatty()
        self.text = self.progress = ""
        self.start = 0.0
        self.stop = None

    def begin(self, text):
        self.text, self.progress, self.start = text, "", time.monotonic()
        self.stop = threading.Event()
        threading.Thread(target=self._tell, args=(self.stop,), daemon=True).start()

    def end(self):
        if self.stop is not None:
            self.stop.set()
            self.stop = None
            if self.terminal:
                print("\r\033[K", end="", flush=True)
        return time.monotonic() - self.start

    def _tell(self, stop):
        while not stop.wait(1 if self.terminal else 120):
            line = f"{self.text}  running for {duration(time.monotonic() - self.start)}"
            if self.progress:
                line += f": {self.progress}"
            if self.terminal:
                columns = os.get_terminal_size().columns
                print("\r\033[K" + line[: columns - 1], end="", flush=True)
            else:
                print(line, flush=True)


class Client(NotebookClient):
    """Passes the progress that a cell displays on to the status line."""

    status = None

    def process_message(self, msg, cell, cell_index):
        content = msg.get("content", {})
        text = content.get("data", {}).get("text/plain", "") if "data" in content else content.get("text", "")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if lines and self.status is not None:
            self.status.progress = lines[-1][:100]
        return super().process_message(msg, cell, cell_index)


def new_client(notebook, path, seconds, status):
    client = Client(
        notebook,
        kernel_name="java",
        allow_errors=True,
        timeout=seconds or None,
        startup_timeout=300,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.status = status
    return client


def error_of(cell):
    """The error that a cell's outputs hold, as one line, or None."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}".strip().replace("\n", " ")
    return None


def first_line(cell):
    lines = [line.strip() for line in cell.source.splitlines() if line.strip()]
    code = [line for line in lines if not line.startswith(("//", "import "))]
    return (code or lines)[0][:70]


def code_cells(notebook):
    return [(i, c) for i, c in enumerate(notebook.cells) if c.cell_type == "code" and c.source.strip()]


def run_cells(client, cells, before, after):
    """Runs the cells in one kernel and tells `after` of each.

    Returns whether it answered all of them, and why it did not start, else None."""
    try:
        with client.setup_kernel():
            for number, (index, cell) in enumerate(cells, 1):
                before(number, cell)
                problem = None
                try:
                    client.execute_cell(cell, index, execution_count=number)
                except DeadKernelError:
                    problem = "the kernel died"
                except CellTimeoutError:
                    problem = f"no end after {duration(client.timeout)}"
                after(number, cell, problem or error_of(cell))
                if problem:
                    return False, None
    except (RuntimeError, DeadKernelError) as problem:
        return False, f"the kernel did not start: {problem}"
    return True, None


def store(notebook, target):
    """Replaces a notebook, or makes it; a link is followed, and what is no regular file is left alone."""
    target = Path(os.path.realpath(target))
    if target.exists() and not target.is_file():
        sys.exit(f"execute-notebooks: {target} is no regular file; it is left as it is, and nothing was stored")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name("." + target.name + ".new")
    nbformat.write(notebook, temporary)
    temporary.replace(target)


def execute(path, place, args, notebooks, status, times, log):
    """Executes one notebook; returns its failures."""
    notebook = nbformat.read(path, as_version=4)
    cells = code_cells(notebook)
    for _, cell in cells:
        cell.outputs, cell.execution_count = [], None
    failures, seconds = [], []
    log.say(path.name)

    def before(number, cell):
        left = times.left(path.stem, number - 1)
        status.begin(
            f"{place} {path.stem}: cell {number}/{len(cells)}"
            + (f", about {duration(left)} left in all" if left is not None else "")
        )

    def after(number, cell, problem):
        seconds.append(status.end())
        times.took(seconds[-1])
        log.say(f"  cell {number}/{len(cells)}  {duration(seconds[-1]):>9}  {first_line(cell)}")
        if problem:
            log.say(f"    FAILED: {problem}")
            failures.append(f"{path.name}, cell {number} ({first_line(cell)}): {problem}")

    answered, problem = run_cells(new_client(notebook, path, args.cell_timeout, status), cells, before, after)
    if problem:
        failures.append(f"{path.name}: {problem}")
    if len(seconds) == len(cells):
        times.store(path.stem, seconds)
    if args.in_place and not answered:
        print(f"{place} {path.stem} was not executed to its end and keeps its old outputs", flush=True)
    else:
        store(notebook, path if args.in_place else args.output / "notebooks" / path.name)
    log_tables(notebook, log)
    rest = notebooks[notebooks.index(path) + 1:]
    left = times.left(rest[0].stem, 0) if rest else None
    print(
        f"{place} {path.stem}  {duration(sum(seconds))}"
        + (f", {len(failures)} of {len(cells)} cells FAILED" if failures else "")
        + (f", about {duration(left)} left" if left is not None else ""),
        flush=True,
    )
    return failures


def one_cell_alone(path, args, status):
    """Runs, for each later cell, the first cell and that one in a kernel of their own."""
    failures = []
    count = len(code_cells(nbformat.read(path, as_version=4)))
    for later in range(2, count + 1):
        notebook = nbformat.read(path, as_version=4)
        cells = code_cells(notebook)
        pair = [cells[0], cells[later - 1]]

        def before(number, cell):
            status.begin(f"  cell {1 if number == 1 else later}/{count}")

        def after(number, cell, problem):
            seconds = status.end()
            which = 1 if number == 1 else later
            if number == 2 or problem:
                print(f"  cell 1, then only {later}/{count}  {duration(seconds):>9}  {first_line(cell)}", flush=True)
            if problem:
                print(f"    FAILED: {problem}", flush=True)
                failures.append(f"{path.name}, cell 1 then only {later}, in cell {which}: {problem}")

        _, problem = run_cells(new_client(notebook, path, args.cell_timeout, status), pair, before, after)
        if problem:
            failures.append(f"{path.name}, cell 1 then only {later}: {problem}")
    return failures


def log_tables(notebook, log):
    """The text form of every table that a notebook shows."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "<table" in "".join(data.get("text/html", "")) and data.get("text/plain"):
                log.say(f"\n{''.join(data['text/plain']).rstrip()}\n")


def log_figures(folder, since, log):
    files = sorted(f for f in folder.glob("**/*") if f.is_file() and f.stat().st_mtime >= since - 1)
    log.say(f"\nSaved in {folder}:" if files else f"\nNothing new was saved in {folder}.")
    for file in files:
        log.say(f"  {file.relative_to(folder)}")
    return len(files)


def find_notebooks(names):
    folder = HOME / "notebooks"
    everything = sorted(folder.glob("*.ipynb"))
    if not names:
        return everything
    found = []
    for name in names:
        if Path(name).is_file():
            found.append(Path(name).resolve())
            continue
        matches = [p for p in everything if p.stem == name or p.name == name or p.stem.split("-")[0] == name]
        if not matches:
            usage_error(f"there is no notebook {name}; {folder} has: " + ", ".join(p.stem for p in everything))
        found += matches
    for i, one in enumerate(found):
        if any(one.name == other.name and one != other for other in found[:i]):
            usage_error(f"two notebooks have the name {one.name}; execute them one after the other, with --output of their own")
    return found


def usage_error(text):
    print(f"execute-notebooks: {text}", file=sys.stderr)
    sys.exit(2)


def check_kernel():
    try:
        argv = KernelSpecManager().get_kernel_spec("java").argv
    except NoSuchKernel:
        usage_error('Jupyter knows no kernel "java": run environment/setup')
    ours = HOME / "environment" / "kernel" / "start"
    if Path(argv[0]) != ours:
        usage_error(f'the kernel "java" that Jupyter finds is not this project\'s: it starts {argv[0]}. '
                    "Run environment/setup; if that does not help, see JUPYTER_PATH.")


def arguments():
    parser = argparse.ArgumentParser(prog="environment/execute-notebooks", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", nargs="*",
                        help="a path, or a name in notebooks/: 01-main-results or just 01 (default: all of them)")
    parser.add_argument("--profile", choices=["smoke", "quick", "paper"],
                        default=os.environ.get("ANPVS_PROFILE") or "quick",
                        help="whose runs are shown; smoke draws images and trains on them for seconds "
                             "(default: ANPVS_PROFILE, else quick, the profile of the archived runs)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--output", metavar="DIR", type=Path, default=HOME / "out",
                       help="store executed notebooks in DIR/notebooks and figures in DIR/figures (default: out)")
    where.add_argument("--in-place", action="store_true",
                       help="for maintainers: replace the outputs in notebooks/ and the files in figures/")
    parser.add_argument("--one-cell", action="store_true",
                        help="test only: run the first cell and then a single later one, for each later cell, "
                             "each time in a new kernel; stores nothing in notebooks/")
    parser.add_argument("--cell-timeout", type=int, metavar="SECONDS",
                        help=f"give up a cell after this time (default: {SMOKE_CELL_SECONDS} for smoke, else none)")
    args = parser.parse_args()
    if args.cell_timeout is None and args.profile == "smoke":
        args.cell_timeout = SMOKE_CELL_SECONDS
    return args


def main():
    args = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends kernels, as Ctrl-C does
    notebooks = find_notebooks(args.notebook)
    check_kernel()
    os.environ["ANPVS_PROFILE"] = args.profile
    args.output = args.output.resolve()
    if not args.in_place:
        os.environ["ANPVS_FIGURES"] = str(args.output / "figures")
        if args.profile == "smoke":  # which trains; the archive's folder stays as it is
            os.environ.setdefault("ANPVS_RUNS", str(args.output / "runs"))
    started, clock = time.time(), time.monotonic()
    status, times, log = Status(), Times(args.profile, notebooks), Log(args.output)
    failures = []
    try:
        for number, path in enumerate(notebooks, 1):
            place = f"[{number}/{len(notebooks)}]"
            if args.one_cell:
                print(f"{place} {path.name} ({args.profile})", flush=True)
                failures += one_cell_alone(path, args, status)
            else:
                failures += execute(path, place, args, notebooks, status, times, log)
    except KeyboardInterrupt:
        status.end()
        print("Interrupted. The notebook that was running keeps its old outputs.", flush=True)
        sys.exit(130)
    taken = duration(time.monotonic() - clock)
    if not args.one_cell:
        figures = Path(os.environ.get("ANPVS_FIGURES") or HOME / "figures")
        files = log_figures(figures, started, log)
        print(f"{len(notebooks)} notebook(s) in {taken}, profile {args.profile}: "
              f"{HOME / 'notebooks' if args.in_place else args.output / 'notebooks'}\n"
              f"{files} files of figures and tables: {figures}\nTables as text, and what was saved: {log.path}")
    else:
        print(f"Time taken: {taken} for {len(notebooks)} notebook(s), profile {args.profile}")
    if failures:
        print(f"\n{len(failures)} failure(s):")
        for failure in failures:
            print(f"  {failure}")
        sys.exit(1)


main()
