public import Diagnostics
import GraphIR
import Passes

extension Session {

  /// The graph as Relay text that reads back as the same graph; with a table of metadata only where
  /// there is something that the text alone cannot say, such as a constant.
  /// - Errors: nothing is loaded, or not so many passes have been applied.
  public func relayText(at position: Int?) throws(Diagnostic) -> String {
    let module = try program(at: position).module
    let plain = module.relayText(RelayTextOptions(metadata: .omitted))
    return plain.contains("meta[") ? module.relayText(.complete) : plain
  }

}
