import Foundation
import TestSupport
import Testing

@Suite("The program under test")
struct ReleaseProgramTests {
  private let home: Workspace
  private let program: URL

  init() throws {
    home = try Workspace()
    program = URL(fileURLWithPath: home.path("triggertop"))
  }

  /// A file written that many seconds after a fresh clone.
  private func write(_ name: String, at seconds: Double) throws -> URL {
    let file = URL(fileURLWithPath: try home.write("", to: name))
    let time = Date(timeIntervalSince1970: 1_795_435_200 + seconds)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file.path)
    return file
  }

  @Test("It is refused where it is missing or older than a source, with the command that builds it")
  func refused() throws {
    let sources = [try write("a.swift", at: 0), try write("b.c", at: 7)]
    let missing = #expect(throws: ReleaseProgram.Unbuilt.self) { try ReleaseProgram.check(program, against: sources) }
    #expect(missing?.description.contains("is not there: run `swift build -c release`") == true)
    _ = try write("triggertop", at: 5)
    let old = #expect(throws: ReleaseProgram.Unbuilt.self) { try ReleaseProgram.check(program, against: sources) }
    #expect(old?.description.contains("is older than b.c: run `swift build -c release`") == true)
  }

  @Test("It is taken where it was linked after all sources were written")
  func taken() throws {
    let sources = [try write("a.swift", at: 0), try write("b.c", at: 7)]
    _ = try write("triggertop", at: 8)
    try ReleaseProgram.check(program, against: sources)
  }
}
