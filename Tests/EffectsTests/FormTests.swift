import Effects
import Tensors
import Testing

@Suite("Forms of effects")
struct FormTests {

  @Test("a part of the state is found by its name")
  func parts() {
    let machine = MachineForm(
      state: [StatePart("acc", NumberType(.int32), shape: [32, 4])], instructions: [])
    #expect(machine.state(named: "acc").map { machine[$0].shape } == [32, 4])
    #expect(machine.state(named: "inp") == nil)
  }

}
