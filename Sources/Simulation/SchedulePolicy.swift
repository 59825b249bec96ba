/// Which unit goes on where several could.
///
/// Every policy is a function of the state alone: the same policy gives the same run.
public enum SchedulePolicy: Sendable, Hashable {

  /// The one whose next instruction comes first in the stream.
  case fifo

  /// Any of them; the seed and the number of finished instructions say which.
  case random(seed: UInt64)

  /// The one whose next instruction comes last in the stream: units run ahead as far as tokens let
  /// them.
  case worstFirst

  /// The one whose next instruction is at this place of the list; behind the list as `fifo`.
  case replay([InstructionNumber])
}
