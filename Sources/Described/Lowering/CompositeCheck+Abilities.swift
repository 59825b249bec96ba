import Diagnostics
import Passes

extension CompositeCheck {

  /// Plans each composite for a machine, as far as that does not depend on what is around it.
  init(_ abilities: Abilities) {
    let machine = OperationMachine(abilities)
    self.init(trying: { module throws(Diagnostic) in
      try Tiler(module: module, machine: machine, plan: nil, fixed: TileSizes.Fixed())
        .check(CompositeCheck.region)
    })
  }

}
