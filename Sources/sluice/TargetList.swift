import Debugger
import Decoupled
import Diagnostics
import TargetKit

/// The accelerators that come with the program.
let builtInTargets = TargetTable()
