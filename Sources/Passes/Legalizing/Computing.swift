import Diagnostics
import GraphIR
import Tensors

/// What `body` gives; an error of tensors becomes one for the user.
func computing<Result>(
  _ body: () throws(TensorError) -> Result
) throws(Diagnostic) -> Result {
  do throws(TensorError) {
    return try body()
  } catch {
    throw Diagnostic(error)
  }
}
