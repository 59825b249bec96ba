public import Diagnostics
import GraphIR
import Passes

extension Session {

  /// The graph as Relay text that reads back as the same graph.
  /// - Errors: nothing is loaded, or not so many passes have been applied.
  public func relayText(at position: Int?) throws(Diagnostic) -> String {
    try program(at: position).module.relayText(.complete)
  }

}
