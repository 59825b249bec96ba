import Diagnostics
import GraphIR
import Support

/// Operators that work on each element alone.
enum Activations {

  static let conversions: [Conversion] =
    [
      .same("Relu", as: "nn.relu"),
      .same("Sigmoid", as: "sigmoid"),
      .same("Tanh", as: "tanh"),
      .same("Identity", as: "copy"),
    ]

}
