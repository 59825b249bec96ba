// What Swift cannot import of the functions of the system for code that is loaded into the program.
#pragma once

#include <stdbool.h>

// Makes a folder of its own below $TMPDIR, or /tmp, and writes its path; 0, or the errno.
int cl_make_folder(char *path, long size);

// Removes a file, and a folder that is empty.
void cl_remove_file(const char *path);
void cl_remove_folder(const char *path);

// Starts the program that the first of `words`, one on each line, names, with nothing to read and
// what it says going to the file `log`. Returns its process, or the errno as a negative number.
int cl_start(const char *words, const char *log);

// Waits for so many milliseconds at most; returns whether the process has ended, with its exit
// status, or 128 and the number of the signal that ended it.
bool cl_wait(int process, int milliseconds, int *status);

// Ends a process and waits until it has ended.
void cl_end(int process);

// Loads a library; null with a sentence in `error` where that fails.
void *cl_open(const char *path, char *error, long size);
void cl_close(void *library);

// The address of a function of the library; null where there is none.
void *cl_symbol(void *library, const char *name);

// Calls `int function(void *const *tensors)`.
int cl_call(void *function, void *const *tensors);
