using Ponos.Contracts;

namespace Ponos.Core.Tests.Contracts;

public sealed class JsonPathTests
{
    [TestCase("$", "")]
    [TestCase("$.target", "/target")]
    [TestCase("$.items[0].name", "/items/0/name")]
    [TestCase("$['odd.name'].x", "/odd.name/x")]
    [TestCase("$.a['b/c~d'][12]", "/a/b~1c~0d/12")]
    public void ToPointer_Path_IsThePointer(string path, string pointer) => Assert.That(JsonPath.ToPointer(path), Is.EqualTo(pointer));
}
