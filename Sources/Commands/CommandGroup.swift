/// The part of `help` that a command is listed in.
public enum CommandGroup: String, CaseIterable, Sendable {
  case program = "Models and passes"
  case understanding = "Understanding the program"
  case running = "Running"
  case stopping = "Breakpoints and watches"
  case time = "Going through time"
  case looking = "Looking at the machine"
  case streams = "Streams and states"
  case session = "The session"
}
