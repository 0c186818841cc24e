using Ponos.Generators.Tests.Support;

namespace Ponos.Generators.Tests;

public sealed class ContractDiagnosticsTests
{
    [TestCase("int", "a single value")]
    [TestCase("string", "a single value")]
    [TestCase("Guid", "a single value")]
    [TestCase("DateTimeOffset", "a single value")]
    [TestCase("object", "Ponos.Job")]
    [TestCase("dynamic", "Ponos.Job")]
    [TestCase("System.Text.Json.JsonElement", "Ponos.Job")]
    [TestCase("Plain[]", "an array")]
    [TestCase("List<Plain>", "a collection")]
    [TestCase("Dictionary<int, Plain>", "a collection")]
    [TestCase("DayOfWeek", "an enum")]
    [TestCase("Action", "a delegate")]
    [TestCase("(int A, int B)", "a tuple")]
    [TestCase("Point?", "may be null")]
    [TestCase("Shape", "[JsonDerivedType]")]
    [TestCase("Hidden", "[JsonConstructor]")]
    [TestCase("Twofold", "[JsonConstructor]")]
    [TestCase("Cleaner", "'inner' has no property")]
    public void NoJsonObject_AsTheJobOfAHandler_IsReported(string type, string word) =>
        Handler(type).AssertReports("PONOS005", "'Workers.One'", word);

    [TestCase("Plain")]
    [TestCase("Point")]
    [TestCase("Job")]
    [TestCase("Dictionary<string, int>")]
    [TestCase("System.Text.Json.Nodes.JsonObject")]
    [TestCase("Marked")]
    [TestCase("Derived")]
    [TestCase("Converted")]
    [TestCase("Generic<int>")]
    public void NoJsonObject_ObjectAsTheJobOfAHandler_IsNotReported(string type) => Handler(type).AssertReportsNothing();

    [TestCase("public abstract record One(string Name);", "PONOS005", "[JsonDerivedType]")]
    [TestCase("public static class One;", "PONOS005", "a static class")]
    [TestCase("public sealed class One : List<int>;", "PONOS005", "a collection")]
    [TestCase("public sealed record One<T>(T Name);", "PONOS008", "generic")]
    public void NoJsonObject_OnTheTypeItself_IsReported(string type, string id, string word) =>
        SampleProject.Of("[Task(\"a\")] " + type).AssertReports(id, "One", word);

    [Test]
    public void NoJsonObject_DeclaredTypeWithHandler_IsReportedOnce() =>
        SampleProject.Of(
            """
            [Task("a")] public abstract record One(string Name);
            public static class Workers { [Task("a")] public static Task Run(One job) => Task.CompletedTask; }
            """).AssertReports("PONOS005", "'One'");

    [TestCase("[Task(\"a\")] public sealed record Two(string Name);")]
    [TestCase("[Event(\"a\")] public sealed record Two(string Name);")]
    [TestCase(
        "public sealed record Two(string Name); "
        + "static class Workers { [Task(\"a\")] internal static Task Run(Two job) => Task.CompletedTask; }")]
    public void TwoTypes_ForOneName_IsReported(string source) =>
        SampleProject.Of("[Task(\"a\")] public sealed record One(string Name);\n" + source)
            .AssertReports("PONOS009", "'a'", "'One'", "'Two'");

    [Test]
    public void TwoTypes_ForOneEvent_IsReportedAndTellsNamespacesApart() =>
        SampleProject.Of(
            """
            namespace Left { [Event("a")] public sealed record Happened(string Name); }
            namespace Right
            {
                public sealed record Happened(string Name);
                public static class Workers { [Event("a")] public static Task On(Happened job) => Task.CompletedTask; }
            }
            """).AssertReports("PONOS009", "'Left.Happened'", "'Right.Happened'");

    [TestCase("Task", "One job")]
    [TestCase("Task", "Job job")]
    [TestCase("Task", "")]
    public void TwoTypes_SameTypeRawJobOrNone_IsNotReported(string kind, string parameter) =>
        SampleProject.Of(
            $$"""
            [Task("a")] public sealed record One(string Name);
            [Event("b.c")] public sealed record Two(string Name);
            public static class Workers
            {
                [{{kind}}("a")] public static Task Run({{parameter}}) => Task.CompletedTask;
                [Event("b.*")] public static Task On(One job) => Task.CompletedTask;
            }
            """).AssertReportsNothing();

    private static SampleProject Handler(string type) => SampleProject.Of(
        $$"""
        #pragma warning disable CS1591
        using System.Text.Json.Serialization;
        public sealed class Plain { public int Number { get; set; } }
        public readonly record struct Point(int X, int Y);
        public abstract record Shape(int Size);
        public sealed record Generic<T>(T Value);
        public sealed class Hidden { private Hidden() { } }
        public sealed record Twofold(int A) { public Twofold(string text) : this(text.Length) { } }
        public sealed record Marked(int A) { [JsonConstructor] public Marked(int a, int b) : this(a + b) { } public int B { get; init; } }
        [JsonDerivedType(typeof(Leaf), "leaf")] public abstract record Derived;
        public sealed record Leaf : Derived;
        [JsonConverter(typeof(JsonConverter))] public sealed class Converted { private Converted() { } }
        public sealed class Cleaner(IDisposable inner) { public void Run() => inner.Dispose(); }
        public static class Workers
        {
            [Task("a")] public static Task One({{type}} job) => Task.CompletedTask;
        }
        """);
}
