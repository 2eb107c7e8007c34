"""Writes the kernelspec "java"; called by environment/setup."""

import argparse
import json
import os
import sys
import warnings
import zipfile
from pathlib import Path

# jupyter_core announces folders of a later version at each import.
warnings.simplefilter("ignore", DeprecationWarning)

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_core.paths import jupyter_data_dir

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--start", required=True, help="absolute path of environment/kernel/start")
parser.add_argument("--prefix", default="", help="empty: for this user")
parser.add_argument("--kernel", default="", help="anpvs, ijava, jjava; empty: the kind installed now")
parser.add_argument("--jar", default="", help="the jar of IJava or JJava")
args = parser.parse_args()


def main_class(jar):
    try:
        with zipfile.ZipFile(jar) as archive:
            manifest = archive.read("META-INF/MANIFEST.MF").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError) as problem:
        sys.exit(f"ERROR: {jar} is not a jar that can be started ({problem}).")
    for line in manifest.splitlines():
        if line.startswith("Main-Class:"):
            return line.split(":", 1)[1].strip()
    sys.exit(f"ERROR: {jar} names no Main-Class; give the jar that starts the kernel.")


def installed_for_all():
    """The folder from which Jupyter starts "java" for everybody, if it is a kernel of this project; else None."""
    try:
        found = KernelSpecManager().get_kernel_spec("java")
    except (NoSuchKernel, OSError, ValueError):
        return None
    folder = Path(found.resource_dir)
    mine = found.argv[:1] == [args.start] and "anpvs" in found.metadata
    return folder if mine and not folder.is_relative_to(jupyter_data_dir()) else None


data = Path(args.prefix, "share", "jupyter") if args.prefix else Path(jupyter_data_dir())
folder = data / "kernels" / "java"
if not args.prefix and not args.kernel:
    folder = installed_for_all() or folder
file = folder / "kernel.json"

try:
    old = json.loads(file.read_text())
    ours = old.get("metadata", {}).get("anpvs")
except FileNotFoundError:
    old = ours = None
except (OSError, ValueError, AttributeError):
    old, ours = "unreadable", None

kind, jar = args.kernel, args.jar
if not kind:
    kind, jar = (ours["kernel"], ours["jar"]) if ours else ("anpvs", "")
    if jar and not os.path.isfile(jar):
        sys.exit(f"ERROR: the kernel {kind} was installed from {jar}, which is gone. "
                 "Run environment/setup --kernel anpvs, or --kernel with the new path.")

argv = [args.start]
if kind != "anpvs":
    argv += ["--jar", jar, "--main", main_class(jar)]
spec = {
    "argv": argv + ["{connection_file}"],
    "display_name": "Java (ANP-VS)" if kind == "anpvs" else f"Java (ANP-VS, {kind})",
    "language": "java",
    "interrupt_mode": "message",
    "metadata": {"anpvs": {"kernel": kind, "jar": jar}},
}

if spec == old:
    print(f"Kernel: {folder} starts {kind} of this project already")
    sys.exit(0)
if folder.exists() and not ours:
    kept = next(p for p in (data / "kernels" / f"java-before-anpvs{n or ''}" for n in range(1000)) if not p.exists())
    folder.rename(kept)
    print(f"Kernel: another kernel was named java; it is now {kept.name}, in {kept.parent}")
folder.mkdir(parents=True, exist_ok=True)
file = Path(os.path.realpath(file))  # a link is followed
temporary = file.with_name(".kernel.json.new")
temporary.write_text(json.dumps(spec, indent=2) + "\n")
temporary.replace(file)
print(f"Kernel: wrote {file} ({kind})")
