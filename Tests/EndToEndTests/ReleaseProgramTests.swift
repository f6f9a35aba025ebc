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

  private func check(_ sources: URL...) throws { try ReleaseProgram.check(program, against: ["Core": sources]) }

  @Test("It is refused where it is missing or older than a source, with the command that builds it")
  func refused() throws {
    let sources = (try write("a.swift", at: 0), try write("b.c", at: 7))
    let missing = #expect(throws: ReleaseProgram.Unbuilt.self) { try check(sources.0, sources.1) }
    #expect(missing?.description.contains("is not there: run `swift build -c release`") == true)
    _ = try write("triggertop", at: 5)
    let old = #expect(throws: ReleaseProgram.Unbuilt.self) { try check(sources.0, sources.1) }
    #expect(old?.description.contains("is older than b.c: run `swift build -c release`") == true)
  }

  @Test("It is taken where it was linked after all sources were written")
  func taken() throws {
    _ = try write("triggertop", at: 8)
    try check(write("a.swift", at: 0), write("b.c", at: 7))
  }

  @Test("It is taken where what changed since was compiled, and made no other object: a change of comments only")
  func sameObjects() throws {
    _ = try write("triggertop", at: 5)
    _ = try write("Core.build/a.swift.o", at: 4)
    let sources = (try write("a.swift", at: 7), try write("b.c", at: 7), try write("b.h", at: 7))
    #expect(throws: ReleaseProgram.Unbuilt.self) { try check(sources.0, sources.1, sources.2) }
    _ = try write("Core.build/Core.d", at: 8)
    try check(sources.0)
    #expect(throws: ReleaseProgram.Unbuilt.self) { try check(sources.0, sources.1, sources.2) }
    _ = try write("Core.build/b.c.d", at: 8)
    try check(sources.0, sources.1, sources.2)
  }

  @Test("It is refused where a source changed after it was compiled, or an object was made that is not linked yet")
  func otherObjects() throws {
    _ = try write("triggertop", at: 5)
    _ = try write("Core.build/Core.d", at: 8)
    #expect(throws: ReleaseProgram.Unbuilt.self) { try check(write("a.swift", at: 9)) }
    let source = try write("a.swift", at: 7)
    try check(source)
    _ = try write("Core.build/a.swift.o", at: 8)
    let old = #expect(throws: ReleaseProgram.Unbuilt.self) { try check(source) }
    #expect(old?.description.contains("is older than a.swift.o") == true)
  }
}
