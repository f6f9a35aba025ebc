import Testing
import TriggerCore

@Suite("The Python project") struct PythonProjectTests {
  @Test("answers") func answers() async throws {
    let project = PythonProject(environment: ["SQLITE_PATH": ":memory:"])
    #expect(try await project.run("migrate") == .null)
  }
}
