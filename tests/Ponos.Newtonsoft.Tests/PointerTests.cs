using Newtonsoft.Json.Linq;
using Ponos.Newtonsoft.Validation;

namespace Ponos.Newtonsoft.Tests;

public sealed class PointerTests
{
    [TestCase("", "")]
    [TestCase("a", "/a")]
    [TestCase("a.b[0].c", "/a/b/0/c")]
    [TestCase("[3][1]", "/3/1")]
    [TestCase("['a b'].c", "/a b/c")]
    [TestCase("a['b/c~d'][2]", "/a/b~1c~0d/2")]
    [TestCase("['it\\'s ]']", "/it's ]")]
    [TestCase("['", "/")]
    [TestCase("[", "/")]
    public void Of_APath_IsAPointer(string path, string pointer) => Assert.That(Pointer.Of(path), Is.EqualTo(pointer));

    [Test]
    public void Of_PathsThatNewtonsoftWrites_NamesWhatTheyName(
        [Values("a", "a.b", "a'b", "a\\b", "a[0]", " ", "a\"b", "$", "'", "]", "\\'")] string name)
    {
        var path = new JObject { [name] = new JArray(1) }.Properties().Single().Value[0]!.Path;

        Assert.That(Pointer.Of(path), Is.EqualTo($"/{Pointer.Escape(name)}/0"), path);
    }
}
