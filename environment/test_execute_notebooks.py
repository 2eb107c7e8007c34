"""Tests that environment/execute-notebooks notices what it should: a green run must mean something.

    python3 environment/test_execute_notebooks.py        after environment/setup
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DRIVER = Path(__file__).resolve().with_name("execute-notebooks")


def notebook(*cells):
    def cell(source):
        return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source}

    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell(c) for c in cells]}


class ExecuteNotebooks(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = Path(self.temporary.name)

    def run_driver(self, cells, *options):
        if "--output" not in options:
            options = ("--in-place", *options)
        self.file = self.folder / "sample.ipynb"
        self.file.write_text(json.dumps(notebook(*cells)))
        done = subprocess.run([DRIVER, *options, self.file], stdin=subprocess.DEVNULL, text=True, timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout

    def test_outputs_are_stored_elsewhere_and_the_notebook_stays(self):
        status, said = self.run_driver(["int a = 20;", "a + 22"], "--output", self.folder / "out")
        self.assertEqual(status, 0, said)
        self.assertEqual(json.loads(self.file.read_text()), notebook("int a = 20;", "a + 22"))
        stored = json.loads((self.folder / "out" / "notebooks" / "sample.ipynb").read_text())
        self.assertEqual("".join(stored["cells"][1]["outputs"][0]["data"]["text/plain"]), "42")

    def test_an_error_is_stored_the_run_goes_on_and_fails(self):
        status, said = self.run_driver(["int a = 1;", "a / 0", "a + 1"])
        self.assertEqual(status, 1, said)
        self.assertRegex(said, r"sample\.ipynb, cell 2 .*ArithmeticException|sample\.ipynb, cell 2 .*by zero")
        cells = json.loads(self.file.read_text())["cells"]
        self.assertEqual([o["output_type"] for o in cells[1]["outputs"]][-1], "error")
        self.assertEqual("".join(cells[2]["outputs"][0]["data"]["text/plain"]), "2")

    def test_a_kernel_that_dies_fails(self):
        status, said = self.run_driver(["Runtime.getRuntime().halt(3);", "1"])
        self.assertEqual(status, 1, said)
        self.assertIn("sample.ipynb, cell 1 (Runtime.getRuntime().halt(3);): the kernel died", said)
        self.assertIn("sample was not executed to its end and keeps its old outputs", said)
        self.assertEqual(json.loads(self.file.read_text()), notebook("Runtime.getRuntime().halt(3);", "1"))

    def test_a_cell_without_end_fails(self):
        status, said = self.run_driver(["while (true) Thread.sleep(100);"], "--cell-timeout", "4")
        self.assertEqual(status, 1, said)
        self.assertIn("no end after 4 s", said)

    def test_one_cell_alone_finds_a_cell_that_needs_another(self):
        cells = ["int a = 1;", "int b = 2;", "a + 1", "a + b"]
        status, said = self.run_driver(cells, "--one-cell")
        self.assertEqual(status, 1, said)
        self.assertIn("1 failure(s)", said)
        self.assertIn("cell 1 then only 4, in cell 4", said)

    def test_wrong_usage(self):
        done = subprocess.run([DRIVER, "no-such-notebook"], stdin=subprocess.DEVNULL, text=True,
                              stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no notebook no-such-notebook", done.stderr)
        same = [self.folder / name / "same.ipynb" for name in ("a", "b")]
        for path in same:
            path.parent.mkdir()
            path.write_text(json.dumps(notebook("1")))
        done = subprocess.run([DRIVER, *same], stdin=subprocess.DEVNULL, text=True, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("two notebooks have the name same.ipynb", done.stderr)


if __name__ == "__main__":
    unittest.main()
