import Debugger
import Decoupled
import Described
import LibraryTarget
import TargetKit

/// The families of accelerators that there are; the accelerators that come with the program are of
/// these, and each is read when it is first needed.
let builtInTargets = TargetTable(
  families: [
    Family.decoupled, Family.library, Family.effects(recognising: [.decoupled]),
  ],
  builtIns: BuiltInTargets().sources)
