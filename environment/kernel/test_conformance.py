"""Jupyter's own test suite for kernels (package jupyter_kernel_test) on the kernel "java", as Jupyter finds it.

usage: python3 environment/kernel/test_conformance.py [-v]      Debian: apt-get install python3-jupyter-kernel-test
"""

import unittest
import unittest.mock

import jupyter_kernel_test


class JavaKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "java"
    language_name = "java"
    file_extension = ".java"
    code_hello_world = 'System.out.print("hello, world")'
    code_stderr = 'System.err.print("oops")'
    completion_samples = [{"text": "LinkedHashM", "matches": {"LinkedHashMap"}}]
    complete_code_samples = ["int x = 1;", "void f() { }", "1 + 1", "class A { int y; }", "%time 1", "Math.abs?"]
    incomplete_code_samples = ["int f() {", "if (true) {", "class A {", '"""\ntext']
    invalid_code_samples = ["int x = ;", "1 + + ;"]
    code_generate_error = 'throw new RuntimeException("x");'
    code_execute_result = [{"code": "1+2", "result": "3"}, {"code": '"a" + 1', "result": "a1"}]
    code_display_data = [{"code": 'display("x", "text/html")', "mime": "text/html"}]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.abs"
    code_page_something = "Math.abs?"
    code_clear_output = "clearOutput(false);"

    def execute_helper(self, *args, **settings):
        """The suite gives each message 0.1 seconds, which a busy machine does not always have; here it gets a minute."""
        receive = self.kc.iopub_channel.get_msg
        with unittest.mock.patch.object(self.kc.iopub_channel, "get_msg", lambda timeout: receive(timeout=60)):
            return super().execute_helper(*args, **settings)


if __name__ == "__main__":
    unittest.main()
