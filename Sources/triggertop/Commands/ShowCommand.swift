import ArgumentParser
import TriggerCore

/// `triggertop show ID …`: all that is known of triggers.
struct ShowCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show all that is known of triggers: data, attempts, errors, results.")

  @Argument(help: ArgumentHelp("The triggers' ids.", valueName: "id"))
  var ids: [TriggerID]

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "One JSON object a line.")
  var json = false

  func execute() async throws -> ExitStatus {
    let queue = try await QueueOpener(options.configuration()).open(.reading)
    let limits = queue.configuration.limits
    var (missing, unreadable): ([TriggerID], Int) = ([], 0)
    let locks = json ? [:] : await locks(queue.lock)
    for id in ids {
      let found: TriggerDetail?
      do { found = try await queue.store.detail(of: id, now: nil) } catch StoreError.failed(let sentence, .row) {
        Console.complain(sentence)
        unreadable += 1
        continue
      }
      guard let detail = found else {
        missing.append(id)
        continue
      }
      if detail.dataProblem != nil { unreadable += 1 }
      if json {
        Console.line(TriggerJSON(detail, limits: limits).line)
      } else {
        DetailText(detail, limits: limits, lock: locks[id]).lines.forEach(Console.line)
      }
    }
    for id in missing { Console.complain("There is no trigger \(id) in \(queue.facts.name).") }
    if missing.count == ids.count { return .negative }
    return missing.isEmpty && unreadable == 0 ? .done : .inPart
  }

  /// That they can't be reached is told, and hides nothing else.
  private func locks(_ lock: (any TriggerLock)?) async -> [TriggerID: LockHolder] {
    do {
      return try await lock?.holders(of: ids) ?? [:]
    } catch {
      Console.complain("Whether they are locked is not known: \(Failure(error).description)")
      return [:]
    }
  }
}
