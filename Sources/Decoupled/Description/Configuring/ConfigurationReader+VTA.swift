import Diagnostics
import TargetKit

extension ConfigurationReader {

  /// Reads `vta_config.json`, of which the built-in description is the default.
  static let vta = ConfigurationReader { source, name throws(Diagnostic) in
    let configuration = try VTAConfigurationReader.configuration(in: source)
    let standard = VTAConfiguration.standardName
    let text = try BuiltInTargets().source(named: standard).text
    var notes: [String] = []
    if let reason = configuration.reasonAgainstPrograms {
      notes.append("\(reason): it runs streams, and takes nothing of a model")
    }
    return NewDescription(
      text: configuration.description(named: name ?? standard, like: text), notes: notes)
  }

}
