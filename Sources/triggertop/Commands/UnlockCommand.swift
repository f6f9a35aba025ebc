import ArgumentParser
import TriggerCore
import TriggerDashboard
import TriggerRedis

/// `triggertop unlock [ID …]`: lists locks that may have outlived their holder; releases those that are named.
struct UnlockCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock",
    abstract: "List locks without an end that are held for long, or since nobody knows when; with ids, release them.",
    discussion: """
      A Python worker that was killed leaves its lock for ever, and its trigger is passed over. Release it only if \
      that worker is gone: else the trigger may run twice. A lock that changed hands meanwhile is left alone.
      """)

  @Argument(help: ArgumentHelp("The triggers whose locks are to be released.", valueName: "id"))
  var ids: [TriggerID] = []

  @Option(
    help: ArgumentHelp("List those held for longer than this.", valueName: "duration"),
    transform: { text in
      guard let age = Duration(shorthand: text) else { throw ValidationError("\(text) is no duration such as 15m.") }
      return age
    })
  var olderThan: Duration = .minutes(15)

  @OptionGroup var options: ConfigurationOptions

  @Flag(name: [.long, .customShort("n")], help: "With ids: only say what would be released.")
  var dryRun = false

  @Flag(name: [.long, .customShort("y")], help: "Do not ask.")
  var yes = false

  func execute() async throws -> ExitStatus {
    let configuration = try options.configuration()
    guard let lock = try QueueOpener(configuration).lock() as? RedisLock else {
      throw Failure(.configuration, "No redis_url is configured, so there are no locks here.")
    }
    return ids.isEmpty ? try await list(lock) : try await release(lock, configuration)
  }

  private func list(_ lock: RedisLock) async throws -> ExitStatus {
    let found = try await lock.stuck(olderThan: olderThan)
    Console.print(TextTable(locks: found.locks))
    if !found.isComplete { Console.note("There may be more: Redis holds too many keys to look at all of them.") }
    return found.locks.isEmpty ? .negative : .done
  }

  private func release(_ lock: RedisLock, _ configuration: Configuration) async throws -> ExitStatus {
    let holders = try await lock.holders(of: ids)
    let locks = ids.compactMap { id in
      holders[id].flatMap { $0.expiresIn == nil && $0.obstacle == nil ? StuckLock(id: id, holder: $0) : nil }
    }
    for id in ids where !locks.contains(where: { $0.id == id }) {
      Console.note("\(id): \(holders[id].map { $0.obstacle ?? "its lock ends by itself, left alone" } ?? "not locked")")
    }
    guard !locks.isEmpty else { return .negative }
    let table = TextTable(locks: locks)
    if dryRun {
      Console.print(table)
      return .done
    }
    if configuration.readOnly.value { throw Failure(.notPermitted, "Nothing is released with --read-only.") }
    let what = "release \(locks.count) \(locks.count == 1 ? "lock" : "locks") at \(lock.address)"
    try Confirmation(what, details: table.lines(width: nil)).ask(unless: yes)
    let released = try await lock.release(stuck: locks)
    for lock in locks where !released.contains(lock) { Console.note("\(lock.id): changed hands meanwhile, left alone") }
    Console.line("unlock: \(released.count) released")
    if !released.isEmpty { try await note(released, configuration) }
    return released.isEmpty ? .negative : released.count == ids.count ? .done : .inPart
  }

  /// In the queue's journal; where that can't be reached or there is none, in the one on this machine.
  private func note(_ released: [StuckLock], _ configuration: Configuration) async throws {
    let queue = try? await QueueOpener(configuration).open(.writing)
    if let queue, queue.facts.sideTables != nil, let journal = queue.store as? any TriggerJournal {
      do {
        return try await journal.note(released: released, by: .current, now: nil)
      } catch { throw Failure(.inPart, "Released, but not noted: \(error)") }
    }
    try JournalFile().note(.release(released), by: .current, queue: queue?.facts.name ?? "")
  }
}

extension TextTable {
  fileprivate init(locks: [StuckLock]) {
    self.init([
      Column(title: "ID", alignment: .right, importance: 4, minimum: 20),
      Column(title: "HELD FOR", alignment: .right, importance: 3, minimum: 8),
      Column(title: "SINCE", importance: 1), Column(title: "HELD BY", importance: 2, minimum: 12),
    ])
    let now = Instant.now
    for lock in locks {
      let since = lock.holder.since
      append([
        "\(lock.id)", since.map { now.since($0).long } ?? "?", since?.iso8601 ?? "?", lock.holder.place ?? "?",
      ])
    }
  }
}
