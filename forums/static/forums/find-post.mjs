/* An address from when a topic stood on one page, such as /topics/3/trees/#post-90: no server reads what
   follows the #. If that post stands on another part, go there. */
function find() {
  const post = /^#post-(\d{1,18})$/.exec(location.hash);
  if (post && !document.getElementById(post[0].slice(1))) location.replace(`/posts/${post[1]}/`);
}

addEventListener("hashchange", find);
find();
