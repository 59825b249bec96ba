public import Diagnostics
public import Simulation
public import Support

/// A machine that knows where its values came from.
public protocol Traceable: Device {

  /// Who wrote the cells of a place last, in order; nil for nobody.
  /// - Errors: there is no such memory, or it is not that deep.
  func writers(of place: CellPlace) throws(Diagnostic) -> [CellWriter]

  /// What the values of a place were computed from.
  /// - Errors: there is no such place, too many values are behind it, or it was interrupted.
  func origin(of place: CellPlace, interruption: Interruption) throws(Diagnostic) -> ValueOrigin

}
