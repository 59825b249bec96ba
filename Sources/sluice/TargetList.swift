import Debugger
import Decoupled
import Diagnostics
import TargetKit

/// The accelerators that come with the program; one is read when it is first needed.
let builtInTargets = TargetTable(
  builtIns: BuiltInTargets().sources.map { source in
    TargetTable.BuiltIn(name: source.name, text: source.text) { () throws(Diagnostic) in
      DecoupledTarget(try TargetDescription(reading: source))
    }
  },
  read: { text, file throws(Diagnostic) in
    DecoupledTarget(try TargetDescription(reading: SourceText(name: file, text: text)))
  })
