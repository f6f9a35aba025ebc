import ArgumentParser
import TriggerCore

/// `triggertop list [FILTER …]`: the triggers that a filter selects.
struct ListCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List triggers.",
    discussion: """
      Filters are those of the dashboard, joined by and: state:failed,warned type:pay* source:~4411 id:100-200 \
      tries:>3 within:24h, and words that must occur in type or source.
      """)

  @Argument(help: ArgumentHelp("Which triggers; all where none is given.", valueName: "filter"))
  var terms: [String] = []

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "One JSON object a line.")
  var json = false

  @Option(parsing: .unconditional, help: "At most so many; 0 is no limit.")
  var limit = 100

  @Option(help: ArgumentHelp("\(SortArgument.help)", valueName: "key"))
  var sort = SortArgument(TriggerSort(.id, ascending: false))

  func validate() throws {
    if limit < 0 { throw ValidationError("--limit must be 0 or more, not \(limit).") }
  }

  func execute() async throws -> ExitStatus {
    let filter = try TriggerFilterParser.parse(terms.joined(separator: " "))
    let queue = try await QueueOpener(options.configuration()).open(.reading)
    let limits = queue.configuration.limits
    let query = PageQuery(filter: filter, sort: sort.sort, limits: limits)
    let limit = limit == 0 ? Int.max : limit
    if json { return try await printLines(of: query, limit: limit, queue: queue) }
    let found = try await queue.store.rows(of: query, limit: limit)
    Console.print(TextTable(triggers: found.rows, limits: limits, now: found.at))
    if found.hasMore { Console.note("More match; --limit 0 shows them all.") }
    if found.isSortedWithinWindow { tellWindow(of: query) }
    for row in found.unreadable { Console.note(row.sentence) }
    if !found.unreadable.isEmpty { return .inPart }
    return found.rows.isEmpty ? .negative : .done
  }

  /// Page by page, so that the first lines come at once, and no more than are read.
  private func printLines(of query: PageQuery, limit: Int, queue: Queue) async throws -> ExitStatus {
    var (isEmpty, isWhole, isWindow) = (true, true, false)
    _ = try await queue.store.pages(of: query, limit: limit) { page in
      for row in page.rows { Console.line(TriggerJSON(row, limits: query.limits, at: page.at).line) }
      for row in page.unreadable { Console.note(row.sentence) }
      isEmpty = isEmpty && page.rows.isEmpty
      isWhole = isWhole && page.unreadable.isEmpty
      isWindow = isWindow || page.isSortedWithinWindow
      return !Console.isOutputLost
    }
    if isWindow { tellWindow(of: query) }
    return !isWhole ? .inPart : isEmpty ? .negative : .done
  }

  private func tellWindow(of query: PageQuery) {
    Console.note(
      "Only the newest rows, some \(query.examine), are in this order, which has no index; older ones follow by id.")
  }
}
