// What Swift cannot import of the functions of the system for files.
#pragma once

#include <stdbool.h>

// Exchanges the names of two files or folders in one step; returns 0, or -1 where the system or the
// file system cannot.
int cf_exchange(const char *one, const char *other);

// Whether a file that is open is a pipe that nobody can find by a name, as a shell makes.
bool cf_is_nameless_pipe(int file);
