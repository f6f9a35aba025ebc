import Glibc
import TestSupport
import Testing

@Suite("Leaving the dashboard in the middle of something", .heavy)
struct LeavingTests {
  /// Starts it so that its process is known.
  private func start(_ arguments: String = "", in home: Workspace, _ tmux: Tmux) async throws {
    try await tmux.enter("sh -c 'echo $$ > \(home.path("pid")); exec \(ProgramRun.triggertop) \(arguments)'")
    try await tmux.wait(for: "● live")
  }

  private func signal(_ number: Int32, in home: Workspace) throws {
    let text = try String(contentsOfFile: home.path("pid"), encoding: .utf8)
    kill(try #require(pid_t(text.split(separator: "\n").first ?? "")), number)
  }

  private func exitCode(_ tmux: Tmux) async throws -> String {
    try await tmux.enter("echo the code was $?.")
    // Typed before the prompt came back, it is answered behind the prompt.
    let code = /the code was (\d+)\./
    return try await tmux.wait(until: "the exit code") { $0.contains(code) }.firstMatch(of: code).map { String($0.1) }
      ?? ""
  }

  @Test("y that came with D in one burst deletes nothing; pressed again it does")
  func burst() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await start(in: home, tmux)
      try await tmux.press("0")
      try await tmux.wait(for: "pay_bill")
      try await tmux.type("Dy")
      try await tmux.wait(for: "press it again")
      #expect(try await home.triggertop("list").status == 0)
      try await tmux.press("y")
      try await tmux.wait(for: "Deleted 1 trigger")
      #expect(try await home.triggertop("list").status == 1)
      try await tmux.press("q")
      try await tmux.wait(forNo: "● live")
      #expect(try await exitCode(tmux) == "0")
    }
  }

  @Test("SIGTERM stops a deletion after its batch, says what was done and how to take it back, and ends with 143")
  func terminated() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    let home = try Workspace()
    #expect(try await home.triggertop("migrate", "--database", url).status == 0)
    try await server.execute(
      """
      INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries)
        SELECT 'pay_bill', now(), 1 FROM generate_series(1, 600);
      CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$;
      CREATE TRIGGER slow AFTER DELETE ON djtriggers_trigger FOR EACH STATEMENT EXECUTE FUNCTION slow()
      """, at: url)
    try await Tmux.withTerminal(columns: 120, environment: home.environment) { tmux in
      try await start("'\(url)'", in: home, tmux)
      try await tmux.wait(for: "pay_bill")
      try await tmux.press("*")
      try await tmux.wait(for: "marked")
      try await tmux.press("*")
      try await tmux.wait(for: "600 marked")
      try await tmux.press("D")
      try await tmux.wait(for: "type 600")
      try await tmux.type("600")
      try await tmux.wait(for: "type 600: 600")
      try await tmux.press("Enter")
      try await tmux.wait(for: "of 600 triggers")
      try signal(SIGTERM, in: home)
      let screen = try await tmux.wait(for: "taken back by: triggertop undo")
      #expect(try await exitCode(tmux) == "143")
      let left = try await server.execute("SELECT count(*) FROM djtriggers_trigger", at: url)[0][0]
      let done = 600 - (try #require(left.flatMap { Int($0) }))
      #expect((100..<600).contains(done) && done.isMultiple(of: 100), "a batch is whole or not at all")
      #expect(screen.contains("Deleted \(done) of 600 triggers before it was stopped."), "\(screen)")
      let undone = try await home.triggertop("undo", "1", "--yes", "--database", url)
      #expect(undone.output == "undo: \(done) done\n", "\(undone.errors)")
    }
  }

  @Test("A trap leaves one line with version and signal on the terminal, and the shell's modes as they were")
  func trap() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    try await Tmux.withTerminal(columns: 120, environment: home.environment) { tmux in
      try await start(in: home, tmux)
      try signal(SIGILL, in: home)
      try await tmux.wait(for: "triggertop 0.1.0 died of SIGILL")
      #expect(try await exitCode(tmux) == "132")
    }
  }

  @Test(
    "After a signal the exit code is 128 and its number",
    arguments: [(SIGTERM, "143"), (SIGINT, "130"), (SIGHUP, "129")])
  func codes(number: Int32, code: String) async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await start(in: home, tmux)
      try signal(number, in: home)
      try await tmux.wait(forNo: "● live")
      #expect(try await exitCode(tmux) == code)
    }
  }
}
