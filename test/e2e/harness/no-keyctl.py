"""Runs its arguments on a kernel without keyrings: add_key(2) and keyctl(2) fail with ENOSYS, by seccomp(2)."""
import ctypes
import os
import struct
import sys

NUMBERS = {'x86_64': (248, 250), 'aarch64': (217, 219)}[os.uname().machine]
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ENOSYS = 0x7FFF0000, 0x00050000 | 38

program = [(LOAD, 0, 0, 0), (EQUAL, 1, 0, NUMBERS[0]), (EQUAL, 0, 1, NUMBERS[1]), (RETURN, 0, 0, ENOSYS)]
program.append((RETURN, 0, 0, ALLOW))
code = b''.join(struct.pack('HBBI', *line) for line in program)
memory = ctypes.create_string_buffer(code)
# struct sock_fprog
head = struct.pack('HxxxxxxQ', len(program), ctypes.addressof(memory))
libc = ctypes.CDLL(None, use_errno=True)
for call in ((38, 1, 0, 0, 0), (22, 2, ctypes.create_string_buffer(head), 0, 0)):
    if libc.prctl(*call) != 0:
        sys.exit(os.strerror(ctypes.get_errno()))
os.execv(sys.argv[1], sys.argv[1:])
