/// How an owner of operators is drawn: a colour and a hatching, so that neither is needed to tell
/// it.
///
/// - Source: the colours of Okabe and Ito, Color Universal Design, 2008.
struct Swatch: Sendable, Hashable {

  /// As `#56B4E9`.
  let color: String

  /// The lines of the hatching, as a path in a square of 8 pixels; empty for none.
  let hatching: String

  /// The style of the hatching in a language that has no paths.
  let style: String

  /// What is on the host.
  static let host = Swatch(color: "#BBBBBB", hatching: "", style: "solid")

  /// Of the accelerators, in their order; more of them begin again.
  static let targets = [
    Swatch(color: "#56B4E9", hatching: "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4", style: "solid"),
    Swatch(color: "#E69F00", hatching: "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4", style: "dashed"),
    Swatch(color: "#009E73", hatching: "M0,4 h8", style: "dotted"),
    Swatch(color: "#CC79A7", hatching: "M4,0 v8", style: "bold"),
    Swatch(color: "#D55E00", hatching: "M0,4 h8 M4,0 v8", style: "dashed,bold"),
    Swatch(color: "#0072B2", hatching: "M4,4 h0.1", style: "dotted,bold"),
  ]

  /// The swatch of the accelerator at `index`, or of the host.
  static func of(_ index: Int?) -> Swatch { index.map { targets[$0 % targets.count] } ?? host }

}
