"""Runs one cell in a kernel of its own: first_cell.py START CELL; called by environment/setup."""

import sys

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

start, cell = sys.argv[1:]
manager = KernelManager()
# this script's own START, whatever kernel is installed under the name java
manager._kernel_spec = KernelSpec(argv=[start, "{connection_file}"], language="java")
manager.start_kernel()
client = manager.client()
try:
    client.start_channels()
    client.wait_for_ready(timeout=120)
    reply = client.execute_interactive(cell, timeout=120, output_hook=lambda message: None)
finally:
    client.stop_channels()
    manager.shutdown_kernel()
sys.exit(0 if reply["content"]["status"] == "ok" else 1)
