import ArgumentParser
import TriggerCore

/// `triggertop config`: every setting, its value and where it came from.
struct ConfigCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Print every setting, its value and where it came from.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "One JSON object a line.")
  var json = false

  func execute() throws -> ExitStatus {
    let lines = try options.configuration().lines
    if json {
      for line in lines { Console.line(line.data.json) }
    } else {
      var table = TextTable([
        .init(title: "SETTING", importance: 3, minimum: 30), .init(title: "VALUE", importance: 2),
        .init(title: "FROM", importance: 1), .init(title: "NOTE", importance: 0),
      ])
      for line in lines { table.append([line.name, line.value.plain, line.origin.description, line.note ?? ""]) }
      Console.print(table)
    }
    return .done
  }
}
