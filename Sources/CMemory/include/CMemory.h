#pragma once

/// An empty file that has no name and lies in memory, which is gone when nobody holds it any more.
/// - Returns: its descriptor; -1 where the system has none.
int cm_file(void);
