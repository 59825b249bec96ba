/// Every command, in the order of `help` within its group.
public let allCommands: [Command] =
  ModelCommands.all
  + PassCommands.all
  + AnnotationCommands.all
  + ProgramCommands.all
  + CoverageCommands.all
  + QuantizationCommands.all
  + TraceCommands.all
  + FixCommands.all
  + TargetCommands.all
  + RunCommands.all
  + StopCommands.all
  + TimeCommands.all
  + LookCommands.all
  + QueryCommands.all
  + ProfileCommands.all
  + StreamCommands.all
  + DriverCommands.all
  + HelpCommands.all
  + SessionCommands.all
