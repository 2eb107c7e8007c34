"""Drives Jupyter kernels for KernelClientTest: a JSON request on each line of stdin, an answer on stdout."""

import json
import os
import socket
import sys
import time
from queue import Empty

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

specs = KernelSpecManager(kernel_dirs=[sys.argv[1]])
kernels = {}


def start(name, **_):
    manager = KernelManager(kernel_name="java", kernel_spec_manager=specs)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    kernels[name] = manager, client
    client.wait_for_ready(timeout=60)
    return {"language": client.kernel_info(reply=True, timeout=20)["content"]["language_info"]["name"]}


def reply_to(client, request):
    while True:
        reply = client.get_shell_msg(timeout=20)
        if reply["parent_header"].get("msg_id") == request:
            return reply


def run(name, code, interrupt_on="", interrupts=1, input="", stdin=False, timeout=60, **_):
    """Runs a cell; interrupts it once its output contains interrupt_on, if that is given."""
    manager, client = kernels[name]
    began = time.monotonic()
    answer = {"stdout": "", "stderr": "", "streams": 0, "data": {}, "displays": [], "updates": [],
              "ename": "", "evalue": "", "traceback": []}
    request = client.execute(code, allow_stdin=stdin or bool(input))
    interrupted = None
    while True:
        if input:
            try:
                asked = client.get_stdin_msg(timeout=0.1)
                if asked["parent_header"].get("msg_id") == request:  # not what an interrupted cell asked
                    client.input(input)
                    input = ""
            except Empty:
                pass
        try:
            message = client.get_iopub_msg(timeout=0.2)
        except Empty:
            if time.monotonic() - began > timeout:
                return {**answer, "status": "timeout"}
            if not manager.is_alive():
                return {**answer, "status": "died"}
            if interrupted and interrupts > 1 and time.monotonic() - interrupted > 0.5:
                manager.interrupt_kernel()
                interrupts -= 1
            continue
        if message["parent_header"].get("msg_id") != request:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            answer[content["name"]] += content["text"]
            answer["streams"] += 1
        elif kind == "execute_result":
            answer["data"] = content["data"]
        elif kind in ("display_data", "update_display_data"):
            answer["displays" if kind == "display_data" else "updates"].append(
                {"id": content.get("transient", {}).get("display_id", ""), "data": content["data"],
                 "metadata": content.get("metadata", {})})
        elif kind == "error":
            answer.update(ename=content["ename"], evalue=content["evalue"], traceback=content["traceback"])
        elif kind == "status" and content["execution_state"] == "idle":
            break
        if interrupt_on and not interrupted and interrupt_on in answer["stdout"]:
            interrupted = time.monotonic()
            manager.interrupt_kernel()
    reply = reply_to(client, request)
    answer["status"] = reply["content"]["status"]
    answer["count"] = reply["content"].get("execution_count", 0)
    answer["reply_traceback"] = reply["content"].get("traceback", [])
    answer["seconds"] = time.monotonic() - (interrupted or began)
    return answer


def ask(name, what, code, cursor=None, **_):
    """Completion, inspection or the test for complete input."""
    client = kernels[name][1]
    extra = {} if what == "is_complete" else {"cursor_pos": len(code) if cursor is None else cursor}
    return reply_to(client, getattr(client, what)(code, **extra))["content"]


def send(name, type, content, timeout=30, **_):
    """Any request as it is: the content of its reply, and the types and contents of what was published."""
    client = kernels[name][1]
    request = client.session.msg(type, content)
    client.shell_channel.send(request)
    published = []
    while True:
        message = client.get_iopub_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") == request["header"]["msg_id"]:
            published.append({"type": message["msg_type"], "content": message["content"]})
            if message["content"].get("execution_state") == "idle":
                break
    reply = reply_to(client, request["header"]["msg_id"])
    return {"type": reply["msg_type"], "version": reply["header"]["version"], "reply": reply["content"],
            "published": published}


def queue(name, cells, interrupt_after=None, starting=False, stop_on_error=True, **_):
    """Sends all cells at once; interrupts after some seconds, if given. The status of each reply, and all output."""
    if starting:
        manager = KernelManager(kernel_name="java", kernel_spec_manager=specs)
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        kernels[name] = manager, client
    manager, client = kernels[name]
    requests = [client.execute(code, stop_on_error=stop_on_error) for code in cells]
    if interrupt_after is not None:
        time.sleep(interrupt_after)
        manager.interrupt_kernel()
    replies = {}
    while len(replies) < len(requests):
        reply = client.get_shell_msg(timeout=60)
        replies[reply["parent_header"]["msg_id"]] = reply["content"]
    printed, idle = "", set()
    while not idle.issuperset(requests):
        message = client.get_iopub_msg(timeout=20)
        printed += message["content"].get("text", "")
        if message["content"].get("execution_state") == "idle":
            idle.add(message["parent_header"].get("msg_id"))
    return {"statuses": [replies[request]["status"] for request in requests], "printed": printed,
            "evalue": [replies[request].get("evalue", "") for request in requests]}


def late(name, code, after, **_):
    """Sends a cell to a kernel that starts, and listens to outputs some seconds after the kernel listens to requests."""
    manager = KernelManager(kernel_name="java", kernel_spec_manager=specs)
    manager.start_kernel()
    client = manager.client()
    client.start_channels(iopub=False, stdin=False, hb=False)
    kernels[name] = manager, client
    request = client.execute(code)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection((manager.ip, manager.shell_port)).close()
            break
        except OSError:
            time.sleep(0.02)
    time.sleep(after)
    client.iopub_channel.start()
    states = []
    while "idle" not in states:
        message = client.get_iopub_msg(timeout=20)
        if message["parent_header"].get("msg_id") == request:
            states.append(message["content"].get("execution_state", message["msg_type"]))
    return {"published": states}


def garbage(name, **_):
    """Messages that a kernel must survive: no header, a wrong signature, an unknown type, no JSON."""
    client = kernels[name][1]
    channel = client.shell_channel.socket
    good = client.session.serialize(client.session.msg("kernel_info_request", {}))
    delimiter = good.index(b"<IDS|MSG>")
    channel.send_multipart([b"nothing"])
    channel.send_multipart(good[:delimiter + 1] + [b"0" * 64] + good[delimiter + 2:])
    key = client.session
    for parts in ([b"{}", b"{}", b"{}", b"{}"], [b"no json", b"{}", b"{}", b"{}"]):
        channel.send_multipart([b"<IDS|MSG>", key.sign(parts)] + parts)
    client.shell_channel.send(client.session.msg("no_such_request", {}))
    return {}


def restart(name, **_):
    manager, client = kernels[name]
    before = pid(manager)
    manager.restart_kernel()
    client.wait_for_ready(timeout=60)
    return {"before": before, "after": pid(manager)}


def exited(name, timeout=10, **_):
    """Whether the kernel's process ends by itself within some seconds."""
    manager = kernels[name][0]
    end = time.monotonic() + timeout
    while manager.is_alive() and time.monotonic() < end:
        time.sleep(0.05)
    return {"exited": not manager.is_alive()}


def shutdown(name, **_):
    manager, client = kernels.pop(name)
    process = pid(manager)
    began = time.monotonic()
    manager.shutdown_kernel()
    client.stop_channels()
    return {"pid": process, "seconds": time.monotonic() - began}


def pid(manager):
    process = getattr(manager, "provisioner", None) or manager
    return getattr(process, "pid", None) or process.kernel.pid


# Libraries may print; answers go to the real stdout alone.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
print(json.dumps({"ready": True}), file=answers, flush=True)
try:
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = globals()[request.pop("op")](**request)
        except Exception as problem:
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(answer), file=answers, flush=True)
finally:
    for manager, client in kernels.values():
        manager.shutdown_kernel(now=True)
